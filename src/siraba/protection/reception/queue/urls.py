app_name = "queue"
urlpatterns = []
